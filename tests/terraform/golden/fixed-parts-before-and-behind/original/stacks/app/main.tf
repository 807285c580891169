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
          image = "ghcr.io/example/app:release-${local.version}-cuda"
        }
      }
    }
  }
}

locals {
  version = "1.2.3"
}
