resource "kubectl_manifest" "all" {
  for_each  = fileset("${path.module}/manifests", "**/*.yaml")
  yaml_body = file("${path.module}/manifests/${each.value}")
}
