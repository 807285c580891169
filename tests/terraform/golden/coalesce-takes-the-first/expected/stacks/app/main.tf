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
          image = "ghcr.io/example/app:${coalesce(null, "", "1.3.0", "9.9.9")}"
        }
      }
    }
  }
}
