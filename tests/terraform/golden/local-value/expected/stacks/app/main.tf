locals {
  version = "1.3.0"
}
resource "kubernetes_deployment" "app" {
  metadata {
    name      = "app"
    namespace = kubernetes_namespace.this.metadata[0].name
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = "ghcr.io/example/app:${local.version}"
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
