resource "kubernetes_manifest" "app" {
  manifest = yamldecode(file("${path.module}/app.yaml"))
}
