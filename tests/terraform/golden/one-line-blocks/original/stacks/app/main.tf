resource "kubernetes_pod" "app" {
  spec {
    container { image = "ghcr.io/example/app:1.2.3" }
  }
}
