resource "helm_release" "grafana" {
  name       = "grafana"
  namespace  = "monitoring"
  repository = "https://charts.example.test"
  chart      = "grafana"
  version    = "8.6.0" # chart
}
