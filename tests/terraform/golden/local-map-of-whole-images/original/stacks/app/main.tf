locals {
  container_images = {
    app    = "ghcr.io/example/app:1.2.3"
    valkey = "docker.io/valkey/valkey:1.2.3"
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
          image = local.container_images.app
        }
      }
    }
  }
}
resource "kubernetes_deployment" "valkey" {
  metadata {
    name      = "valkey"
    namespace = "valkey"
  }
  spec {
    template {
      spec {
        container {
          name  = "valkey"
          image = local.container_images.valkey
        }
      }
    }
  }
}
