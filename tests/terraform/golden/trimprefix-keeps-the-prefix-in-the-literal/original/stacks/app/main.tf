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
          image = "ghcr.io/example/app:${trimprefix(local.tag, "v")}"
        }
      }
    }
  }
}

locals {
  tag = "v1.2.3"
}
