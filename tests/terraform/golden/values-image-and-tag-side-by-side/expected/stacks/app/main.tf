resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.example.com"
  chart      = "app"
  version    = "5.0.0"
  values = [yamlencode({ image = "ghcr.io/example/app", imageTag = "1.3.0" })]
}
