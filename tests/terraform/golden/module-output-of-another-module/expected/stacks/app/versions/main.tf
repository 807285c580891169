output "app" {
  value = "1.3.0"
}
