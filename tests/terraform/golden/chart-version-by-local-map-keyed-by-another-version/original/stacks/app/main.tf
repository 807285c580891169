locals {
  cluster = "1.33"
  charts = {
    "1.32" = "v1.2.2"
    "1.33" = "v1.2.3"
  }
}

resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = local.charts[local.cluster]
}
