resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values     = [yamlencode({ image = { tag = "1.2.3" } })]
}
