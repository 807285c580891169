resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"

  set {
    name  = "image.repository"
    value = "ghcr.io/example/app"
  }
  set {
    value = "1.3.0"
    name  = "image.tag"
  }
}
