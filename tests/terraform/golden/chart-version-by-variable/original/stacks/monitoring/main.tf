variable "grafana_chart" {
  default = "8.5.1"
}
resource "helm_release" "grafana" {
  name       = "grafana"
  namespace  = "monitoring"
  repository = "https://charts.example.test"
  chart      = "grafana"
  version    = var.grafana_chart # chart
}
