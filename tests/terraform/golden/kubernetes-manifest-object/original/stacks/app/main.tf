resource "kubernetes_manifest" "app" {
  manifest = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = { name = "app", namespace = "app", labels = { "app.kubernetes.io/version" = "1.2.3" } }
    spec = { template = { spec = { containers = [{ name = "app", image = "ghcr.io/example/app:1.2.3" }] } } }
  }
}
