resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = try(var.app.chart_version, "1.2.3")
}

variable "app" {
  default = {}
}
