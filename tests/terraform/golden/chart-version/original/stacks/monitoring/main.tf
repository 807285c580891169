resource "helm_release" "grafana" {
  name       = "grafana"
  namespace  = "monitoring"
  repository = "https://charts.example.test"
  chart      = "grafana"
  version    = "8.5.1" # chart
}
