resource "kubernetes_deployment" "app" {
  metadata {
    name      = "app"
    namespace = kubernetes_namespace.this.metadata[0].name
  }
  spec {
    template {
      spec {
        init_container {
          name  = "migrate"
          image = "matrixdotorg/synapse:v1.151.0"
        }
        container {
          name  = "app"
          image = "docker.io/matrixdotorg/synapse:v1.151.0"
          port {
            container_port = 8080
          }
        }
      }
    }
  }
}
