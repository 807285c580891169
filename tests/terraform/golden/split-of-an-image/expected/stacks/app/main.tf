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
          image = "ghcr.io/example/app:${split(":", local.image)[1]}"
        }
      }
    }
  }
}

locals {
  image = "mirror.example.test/app:1.3.0"
}
