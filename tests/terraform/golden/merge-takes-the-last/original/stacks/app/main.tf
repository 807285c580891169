locals {
  defaults = { repository = "ghcr.io/example/app", tag = "1.0.0" }
  app      = merge(local.defaults, { tag = "1.2.3" })
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
          image = "${local.app.repository}:${local.app["tag"]}"
        }
      }
    }
  }
}
