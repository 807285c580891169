locals {
  v = yamldecode(file("${path.module}/v.yaml"))
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
          image = "ghcr.io/example/app:${local.v.tag}"
        }
      }
    }
  }
}
