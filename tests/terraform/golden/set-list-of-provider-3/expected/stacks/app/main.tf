resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  set = [
    { name = "image.repository", value = "ghcr.io/example/app" },
    { name = "image.tag", value = "1.3.0" },
    { name = "other", value = "1.2.3" },
  ]
}
