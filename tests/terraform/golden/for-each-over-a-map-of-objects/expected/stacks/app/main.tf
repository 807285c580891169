locals {
  apps = {
    app  = { image = "ghcr.io/example/app", tag = "1.3.0" }
    blog = { image = "ghcr.io/example/blog", tag = "1.2.3" }
  }
}

resource "kubernetes_deployment" "app" {
  for_each = local.apps
  metadata {
    name      = "app"
    namespace = "app"
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = "${each.value.image}:${each.value.tag}"
        }
      }
    }
  }
}
