locals {
  charts = yamldecode(file("${path.module}/charts.yaml")).dependencies
}

resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = local.charts[index(local.charts.*.name, "app")].version
}
