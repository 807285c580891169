resource "kubernetes_deployment" "app" {
  for_each = toset(["a", "b", "c"])
  metadata {
    name      = "app"
    namespace = "app"
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = "ghcr.io/example/app:1.2.3"
        }
      }
    }
  }
}
