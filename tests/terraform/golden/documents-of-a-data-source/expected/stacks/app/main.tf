data "kubectl_file_documents" "all" {
  content = file("${path.module}/all.yaml")
}

resource "kubectl_manifest" "all" {
  for_each  = data.kubectl_file_documents.all.manifests
  yaml_body = each.value
}
