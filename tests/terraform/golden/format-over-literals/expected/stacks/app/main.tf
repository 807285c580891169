resource "kubernetes_deployment" "app" {
  metadata {
    name      = "app"
    namespace = "app"
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = format("%s:%s-%d", "ghcr.io/example/app", "1.3.0", 7)
        }
      }
    }
  }
}
