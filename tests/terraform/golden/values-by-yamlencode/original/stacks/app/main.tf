resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values = [
    yamlencode({
      "image" = {
        repository = "ghcr.io/example/app"
        tag        = "1.2.3"
      }
      sidecar = { image = "ghcr.io/example/other:1.2.3" }
    })
  ]
}
