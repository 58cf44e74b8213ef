module ossmock

go 1.18
