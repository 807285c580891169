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
          image = "ghcr.io/example/app:${lookup(local.tags, "app", "1.3.0")}"
        }
      }
    }
  }
}

locals {
  tags = { db = "1.2.3" }
}
