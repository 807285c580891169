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
          image = local.images["app"]
        }
      }
    }
  }
}

locals {
  tags   = { app = "1.3.0", db = "1.2.3" }
  images = { for name, tag in local.tags : name => "ghcr.io/example/${name}:${tag}" if tag != "" }
}
