resource "kubernetes_manifest" "db" {
  manifest = {
    apiVersion = "postgresql.cnpg.io/v1"
    kind       = "Cluster"
    metadata   = { name = "db" }
    spec       = { imageName = "ghcr.io/example/app:1.2.3" }
  }
}
