resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = try(var.app.chart_version, "1.3.0")
}

variable "app" {
  default = {}
}
