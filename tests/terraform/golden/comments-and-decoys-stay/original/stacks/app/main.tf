# image = "ghcr.io/example/app:1.2.3"
/* image = "ghcr.io/example/app:1.2.3" */
// ghcr.io/example/app:1.2.3
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
          image = "ghcr.io/example/app:1.2.3" # was ghcr.io/example/app:1.2.2, then ghcr.io/example/app:1.2.3
          port {
            container_port = 8080
          }
        }
      }
    }
  }
  # app.kubernetes.io/version = "1.2.3"
}
locals {
  labels = {
    "app.kubernetes.io/version" = "1.2.3"
  }
  text = <<-EOT
    image = "ghcr.io/example/app:1.2.3"
  EOT
}
