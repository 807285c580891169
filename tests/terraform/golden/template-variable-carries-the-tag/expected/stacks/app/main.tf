locals {
  image_tag = "1.3.0"
}

resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values     = [templatefile("values.tpl", { image_tag = local.image_tag })]
}
