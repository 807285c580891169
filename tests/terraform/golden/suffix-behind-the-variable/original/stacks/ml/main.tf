variable "v" {
  default = "v2.7.4"
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
          image = "ghcr.io/immich-app/immich-machine-learning:${var.v}-cuda"
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
