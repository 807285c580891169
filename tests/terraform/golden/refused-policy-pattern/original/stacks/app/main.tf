resource "kubernetes_manifest" "policy" {
  manifest = {
    apiVersion = "kyverno.io/v1"
    kind       = "ClusterPolicy"
    spec       = { rules = [{ image = "ghcr.io/example/app:1.2.3" }] }
  }
}
