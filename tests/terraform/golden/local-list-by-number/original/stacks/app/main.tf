locals {
  tags = ["0.9.0", "1.2.3", "1.2.3"]
}

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
          image = "ghcr.io/example/app:${local.tags[1]}"
        }
      }
    }
  }
}
