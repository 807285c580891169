locals {
  containers = [
    { name = "app", image = { uri = "ghcr.io/example/app", tag = "1.3.0" } },
    { name = "db", image = { uri = "docker.io/library/postgres", tag = "1.2.3" } },
  ]
}

resource "kubernetes_deployment" "app" {
  spec {
    template {
      spec {
        dynamic "container" {
          for_each = local.containers
          iterator = it
          content {
            name  = it.value.name
            image = "${it.value.image.uri}:${it.value.image.tag}"
          }
        }
      }
    }
  }
}
