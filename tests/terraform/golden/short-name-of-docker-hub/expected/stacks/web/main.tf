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
          image = "nginx:1.27.1-alpine"
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
