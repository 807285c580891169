output "app" {
  value = "1.2.3"
}
