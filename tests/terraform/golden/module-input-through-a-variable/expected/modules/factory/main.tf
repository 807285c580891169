variable "name" {}
variable "tag" {
  default = "25.0.0"
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
          image = "quay.io/example/keys:${var.tag}"
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
