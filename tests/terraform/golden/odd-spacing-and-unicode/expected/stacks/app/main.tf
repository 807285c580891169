locals { name = "Фото 📷" }
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
          image =     "ghcr.io/example/app:1.3.0"    # 你好
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
