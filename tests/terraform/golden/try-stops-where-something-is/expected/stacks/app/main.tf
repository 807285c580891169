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
          image = "ghcr.io/example/app:${try(local.app.tag, "1.2.3")}"
        }
      }
    }
  }
}

locals {
  app = { tag = "1.3.0" }
}
