resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values     = [templatefile("${path.module}/values.tpl", { host = var.host })]
}

variable "host" {}
