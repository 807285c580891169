locals {
  versions = yamldecode(file("${path.module}/../versions.yaml"))
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
          image = "ghcr.io/example/app:${local.versions.images.app}"
        }
      }
    }
  }
}
