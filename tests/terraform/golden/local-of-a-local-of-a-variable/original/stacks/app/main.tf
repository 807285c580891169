locals {
  tag   = var.tag
  image = "ghcr.io/example/app:${local.tag}"
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
          image = local.image
        }
      }
    }
  }
}
