locals {
  service = "app"
  tags = {
    "app" = "1.2.3"
    "db"  = "1.2.3"
  }
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
          image = "ghcr.io/example/app:${local.tags[local.service]}"
        }
      }
    }
  }
}
