locals {
  versions = jsondecode(file("${path.module}/versions.json"))
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
          image = "ghcr.io/example/app:${local.versions.app.tag}"
        }
      }
    }
  }
}
