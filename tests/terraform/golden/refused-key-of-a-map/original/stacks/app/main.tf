resource "kubernetes_deployment" "app" {
  for_each = { "1.2.3" = true }
  metadata {
    name      = "app"
    namespace = "app"
  }
  spec {
    template {
      spec {
        container {
          name  = "app"
          image = "ghcr.io/example/app:${each.key}"
        }
      }
    }
  }
}
