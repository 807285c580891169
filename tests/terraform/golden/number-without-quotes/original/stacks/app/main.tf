variable "v" {
  default = 12
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
          image = "ghcr.io/example/app:1.2.${var.v}"
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
