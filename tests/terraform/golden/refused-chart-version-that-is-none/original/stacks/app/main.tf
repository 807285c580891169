resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "1.2.3"
}
