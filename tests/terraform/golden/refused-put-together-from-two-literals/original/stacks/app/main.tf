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
          image = "ghcr.io/example/app:${local.major}.${local.rest}"
        }
      }
    }
  }
}

locals {
  major = "1"
  rest  = "2.3"
}
